"""What the chapters import, one module a subject."""
import sys

# PyTorch's CUDA build loads Triton with the first optimizer, and Triton 3.8
# crashes the process if TensorFlow 2.21 is loaded already. Only torch.compile
# needs Triton; the book does not compile.
sys.modules.setdefault("triton", None)
