"""Pages that show somebody's own waiting comments belong to nobody else."""

from django.utils.cache import patch_cache_control

from comments import own_comments


def own_comments_middleware(get_response):
    def middleware(request):
        response = get_response(request)
        if own_comments.WAITING in request.COOKIES:
            patch_cache_control(response, private=True, no_store=True)
            left = getattr(request, "own_comments_left", None)
            if left is not None and own_comments.WAITING not in response.cookies:
                own_comments.keep_only(response, left)
        return response

    return middleware
