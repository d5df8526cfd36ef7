"""NVIDIA GPUs: TensorRT engines, their cache, and execution on the GPU."""
