from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("다른 곳"), name="other")]
