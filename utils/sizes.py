"""How big a layer's output is, and how far back into the image it sees."""


def output_size(size, kernel, *, stride=1, padding=0, dilation=1):
    """How many windows fit along one axis.

    ⌊(size + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, which without
    dilation is ⌊(size + 2·padding − kernel)/stride⌋ + 1.

    Parameters
    ----------
    size, kernel, stride, padding : int
        Pixels along one axis; `padding` on each side.
    dilation : int
        Pixels from one weight of the kernel to the next.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the spread-out kernel is wider than the padded input.

    Notes
    -----
    Source: :cite:p:`dumoulin2016guide`, relationship 15.

    Examples
    --------
    >>> output_size(7, 3), output_size(7, 3, stride=3)
    (5, 2)
    """
    span = dilation * (kernel - 1) + 1
    if span > size + 2 * padding:
        raise ValueError(f"the kernel spans {span} pixels, and {size} + "
                         f"2·{padding} are there: pad more or shrink it")
    return (size + 2 * padding - span) // stride + 1


def same_padding(size, kernel, *, stride=1):
    """Zeros before and after an axis in TensorFlow's `same` padding.

    As many as make ⌈size/stride⌉ windows fit; an odd one goes to the end.

    Parameters
    ----------
    size, kernel, stride : int
        Pixels along one axis.

    Returns
    -------
    before, after : int

    Notes
    -----
    Source: TensorFlow's documentation of `tf.nn`, "Notes on padding".

    Examples
    --------
    >>> same_padding(28, 3), same_padding(28, 3, stride=2)
    ((1, 1), (0, 1))
    """
    n_windows = -(-size // stride)
    total = max((n_windows - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def sizes_through(size, layers):
    """The size before the first layer and behind each one, along one axis.

    Parameters
    ----------
    size : int
        Pixels of the image along one axis.
    layers : list of (kernel, stride, padding)
        Convolutions and poolings, the first layer first.

    Returns
    -------
    list of int, one more than layers

    Raises
    ------
    ValueError
        If the image has become too small for a kernel.

    Examples
    --------
    >>> sizes_through(28, [(3, 1, 0), (2, 2, 0), (3, 1, 0), (2, 2, 0)])
    [28, 26, 13, 11, 5]
    """
    sizes = [size]
    for kernel, stride, padding in layers:
        sizes.append(output_size(sizes[-1], kernel, stride=stride,
                                 padding=padding))
    return sizes


def receptive_field(layers):
    """How many input pixels one output depends on, along one axis.

    Each layer adds (kernel − 1)·step pixels, where the step is the product of
    the strides before it.

    Parameters
    ----------
    layers : list of (kernel, stride)
        Convolutions and poolings, the first layer first.

    Returns
    -------
    int

    Notes
    -----
    Source: :cite:p:`dumoulin2016guide`, whose figures it counts.

    Examples
    --------
    >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 2), (3, 1)])
    (5, 7)
    """
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field
