"""What every page's frame shows: the last sweep and whether the worker can be reached."""


def frame(request):
    return {}
