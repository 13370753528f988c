"""Opening sections of a briefing: key figures and maps."""

from __future__ import annotations

from dataclasses import replace

from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.briefing.outline import (
    Bullets,
    Figures,
    MapPicture,
    Section,
)
from mppgeo.briefing.phrases import (
    list_own_places,
    name_own_place,
    tell_end_of_records,
    tell_last_year,
    tell_own_missing,
)
from mppgeo.content.headline import make_figures
from mppgeo.content.sentences import (
    tell_jakarta,
    tell_lead,
    tell_map,
    tell_people,
    tell_provinces,
    tell_rank,
    tell_shares,
    tell_total,
)
from mppgeo.country.regions import JAKARTA, PULAU_NAMES, pulau_of
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PROVINSI


def tell_finding(scene: Scene) -> tuple[str, ...]:
    """What a briefing comes to: the coverage, and what is missing or how the province ranks."""
    t, total = scene.t, scene.total
    place = name_own_place(scene)
    lead = tell_lead(place, total, t)
    known = total.areas and total.unknown < total.areas
    some = 0 < total.areas_with_mpp < total.areas
    share = f" ({t.percent(total.coverage_pct)})" if some else ""
    second = tell_own_missing(scene)
    if known and total.missing in (0, total.areas) and not total.unknown:
        people = t("{people} people live there.", people=t.number(total.population_total))
        second = people if total.missing else tell_people(total, t)
    if not known:
        return (f"{lead}.",)
    rank = tell_own_rank(scene) if some else ""
    return tuple(filter(None, (f"{lead}{share}.", second, rank)))


def tell_own_rank(scene: Scene) -> str:
    """The rank of one province among all by coverage; "" of several, or where it has none."""
    provinces = scene.place_selection.provinsi
    # A province not yet set up has no rank of its own.
    if len(provinces) != 1 or scene.places != tuple(provinces):
        return ""
    return tell_rank(name_own_place(scene), scene.snapshot.provinsi, provinces[0], scene.t)


def tell_figures(scene: Scene) -> Section:
    """Key figures, with what they are compared with."""
    t, total = scene.t, scene.total
    texts = [tell_people(total, t), tell_own_missing(scene)]
    if scene.places:
        texts += compare_place(scene)
    else:
        texts.append(tell_provinces(total, t))
    texts.append(tell_last_year(scene))
    texts += [tell_jakarta(scene.snapshot, scene.places, t), *tell_end_of_records(scene)]
    lead = tell_lead(name_own_place(scene), total, t)
    notes = (
        tell_total(name_own_place(scene), total, t),
        tell_people(total, t),
        tell_last_year(scene),
    )
    if not total.areas:
        texts = [tell_own_missing(scene), tell_jakarta(scene.snapshot, scene.places, t)]
    told = tuple(dict.fromkeys(filter(None, texts)))
    blocks = (Figures(tuple(make_figures(scene))), Bullets(told))
    return Section("figures", t("Key figures"), lead, blocks, notes)


def show_map(scene: Scene, level: str, title: str) -> Section:
    """A map of coverage by province, or of areas with and without an MPP."""
    t, total = scene.t, scene.total
    told = tell_map(
        name_own_place(scene), total, scene.snapshot, tuple(scene.place_selection.provinsi), t
    )
    lead = tell_own_missing(scene)
    if level == PROVINSI:
        lead = tell_provinces(total, t)
    elif list_own_places(scene) == (JAKARTA,):
        lead = tell_jakarta(scene.snapshot, scene.places, t) or lead
    theme = make_coverage_theme(scene.snapshot, level)
    mapped = replace(scene, view=replace(scene.view, level=level))
    notes = (told, lead, attribute_sources(scene.dataset.boundaries, t) + ".")
    return Section(f"map_{level}", title, lead, (MapPicture(mapped, theme, told),), notes)


def compare_place(scene: Scene) -> list[str]:
    """A place beside its island group and the nation, and its rank among the provinces."""
    t, snapshot = scene.t, scene.snapshot
    shares = {name_own_place(scene): scene.total.coverage_pct}
    if len(scene.places) == 1:
        group = pulau_of(scene.places[0])
        members = tuple(k for k in scene.dataset.provinsi_names if pulau_of(k) == group)
        label = t("Island group {names}", names=t(PULAU_NAMES[group]))
        shares[label] = snapshot.total(tuple(sorted(members))).coverage_pct
    shares["Indonesia"] = snapshot.total().coverage_pct
    if scene.total.provinsi_count != 1:
        return [tell_provinces(scene.total, t), tell_shares(shares, t)]
    return [tell_shares(shares, t), *filter(None, [tell_own_rank(scene)])]
