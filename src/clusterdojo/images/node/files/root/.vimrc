" YAML: two spaces, never a tab.
syntax on
set expandtab shiftwidth=2 tabstop=2
