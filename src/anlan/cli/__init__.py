"""The `anlan` program: one file a command, listed in `main.COMMANDS`, imported only when it is called.

命令行程序：每个命令一个文件，调用时才加载。
"""
