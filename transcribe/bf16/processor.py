"""Whether this machine multiplies bfloat16 matrices in hardware tiles."""


def has_tiles() -> bool:
    """Say whether torch is installed and the processor has AMX tiles for bfloat16, without which int8 is faster."""
    try:
        import torch
    except ImportError:
        return False
    cpu = torch.cpu
    return bool(
        getattr(cpu, "_is_amx_tile_supported", _no)()
        and getattr(cpu, "_init_amx", _no)()
        and torch.backends.mkldnn.is_available()
    )


def _no() -> bool:
    return False
