"""What the chapters import, one module a subject."""
import sys
import warnings

# TensorFlow 2.21 and PyTorch 2.14 in one process, whichever comes first:
# PyTorch's CUDA build loads Triton with the first optimizer, and Triton 3.8
# crashes the process behind TensorFlow. Only torch.compile needs Triton, and
# the book does not compile.
sys.modules.setdefault("triton", None)
# Behind TensorFlow, on a machine without a GPU, PyTorch warns that there is
# none (error 302: no CUDA library).
warnings.filterwarnings("ignore", "CUDA initialization: .*Error 302")
