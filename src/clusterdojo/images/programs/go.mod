module clusterdojo.dev/images/programs

go 1.24
