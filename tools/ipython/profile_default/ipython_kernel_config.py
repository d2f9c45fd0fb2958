# TensorFlow's C++ side logs times to stderr at import; without this line the
# log would stand in outputs and never compare equal. Python's own warnings
# still show.
c = get_config()  # noqa: F821
c.IPKernelApp.capture_fd_output = False
