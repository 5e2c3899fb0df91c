"""What a process that runs brick code is told about GPUs."""

# `none`, `all` or a number; and what the lab file asks for, in words. Neither is set where it asks for none.
GPUS = "LABSTEAD_GPUS"
GPUS_WANTED = "LABSTEAD_GPUS_WANTED"

# The last two are the driver's own: which of the machine's GPUs a program sees.
GPU_VARIABLES = (GPUS, GPUS_WANTED, "NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
