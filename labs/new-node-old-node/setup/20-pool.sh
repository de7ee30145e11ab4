kubectl label node node01 pool={{ pool }} --overwrite
