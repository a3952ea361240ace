"""What a case has to do with others: applied for again after its end, joined, of the same department or townships."""

import pytest
from django.urls import reverse

from admission.models import Application
from audit.models import Event
from tests.cast import client_of
from tests.factories import journey, make_case


def groups(who, case):
    page = client_of(who).get(reverse("case-neighbours", args=[case.uuid]))
    return {heading: [item.case.pk for item in items] for heading, items, _ in page.context["groups"]}


def again(who, case):
    return client_of(who).post(reverse("case-new"), {"after": case.uuid})


def test_an_ended_case_is_applied_for_again_with_its_text(lingchuan):
    over = make_case("rejected", name="河道巡查")
    url = f"{reverse('case-new')}?after={over.uuid}"
    assert f'href="{url}"' in client_of("zjj-jb").get(over.get_absolute_url()).text
    assert f'href="{url}"' not in client_of("bb-jb").get(over.get_absolute_url()).text
    assert "重新征询" in client_of("zjj-jb").get(url).text

    response = again("zjj-jb", over)
    made = Application.objects.get(previous=over)
    assert response.url == reverse("case-edit", args=[made.uuid])
    assert made.version.contents() == over.version.contents()
    assert (made.state, made.number, made.talk_on, made.files.count()) == ("draft", "", None, 0)
    assert Event.objects.order_by("-seq").first().facts["previous"] == str(over.uuid)
    assert "前案：" in client_of("zjj-jb").get(made.get_absolute_url()).text
    assert groups("zjj-jb", over)["前案和据此再报的"] == [made.pk]
    assert groups("zjj-jb", made)["前案和据此再报的"] == [over.pk]
    assert "前案和据此再报的" not in groups("bb-jb", over)  # a draft is nobody else's


@pytest.mark.parametrize(
    ("who", "state"), [("lyj-jb", "rejected"), ("bb-jb", "rejected"), ("zjj-jb", "submitted")]
)
def test_only_an_ended_case_and_only_by_whose_it_was(lingchuan, who, state):
    case = make_case(state)

    assert again(who, case).status_code == 404
    assert not Application.objects.filter(previous__isnull=False).exists()


def test_same_department_same_townships_as_far_as_they_are_seen(lingchuan):
    case = make_case("circulating", townships=("lcz",))
    same = make_case("submitted", townships=("dxz",))
    near = journey("submitted", applicant="nyj", townships=("lcz",)).case
    make_case("draft")

    assert groups("bb-jb", case) == {"同一部门": [same.pk], "有同样的承担乡镇": [near.pk]}
    assert groups("lcz-fz", case) == {"有同样的承担乡镇": [near.pk]}
    assert groups("sfj-jb", case) == {}
    assert client_of("lyj-jb").get(reverse("case-neighbours", args=[case.uuid])).status_code == 404
