"""The project's addresses and one signing act, which the tests of `recent_password` press."""

from django.http import HttpResponse
from django.urls import include, path

from accounts.decorators import posts_required, recent_password
from accounts.models import Post


@posts_required(Post.HEAD)
@recent_password
def sign(request):
    if request.method == "POST" and request.password_given:
        return HttpResponse("已签发")
    need = "要密码" if request.need_password else "不要密码"
    return HttpResponse(f"{need}|{request.password_error}|{request.POST.get('text', '')}")


urlpatterns = [
    path("sign/", sign, name="sign"),
    path("", lambda request: HttpResponse("清单"), name="duty-list"),
    path("desk/", lambda request: HttpResponse("工作台"), name="desk"),
    path("", include("accounts.urls")),
]
