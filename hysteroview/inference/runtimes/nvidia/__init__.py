"""NVIDIA GPUs: TensorRT engines, their cache, and the way of pictures through the GPU."""
