"""Replicas: a key in a header, and work that is asked about until it is done."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.paging import LIST_HEADERS, paginate
from endpoint_explorer.demo.payloads.replicas import (
    Replica,
    ReplicaInput,
    ReplicaList,
    ReplicaListQuery,
    ReplicaPath,
    ReplicaQuery,
    ReplicaStarted,
    ReplicaStatus,
)
from endpoint_explorer.demo.problems import NOT_FOUND, Problem
from endpoint_explorer.demo.reading import read_json, read_query
from endpoint_explorer.demo.records import STEPS, ReplicaRecord
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.store import store_of

_FAILURE = "The video could not be read: it ends after 0.4 seconds."


def _status(replica: ReplicaRecord) -> ReplicaStatus:
    if replica.step < STEPS:
        return "started"
    return "error" if replica.fails else "completed"


def _progress(replica: ReplicaRecord) -> int:
    """Return the progress in percent; a failed one stopped on its way."""
    return 40 if _status(replica) == "error" else 100 * replica.step // STEPS


def _view(replica: ReplicaRecord, query: ReplicaQuery) -> Replica:
    status = _status(replica)
    thumbnail = f"https://videos.example.com/{replica.id}/thumbnail.mp4"
    replica_type = {} if query.verbose == "false" else {"replica_type": replica.kind}
    return Replica(
        replica_id=replica.id,
        replica_name=replica.name,
        status=status,
        training_progress=f"{_progress(replica)}/100",
        error_message=_FAILURE if status == "error" else None,
        thumbnail_video_url=thumbnail if status == "completed" else None,
        created_at=replica.created_at,
        updated_at=replica.updated_at,
        **replica_type,
    )


async def list_replicas(request: Request) -> Response:
    """Answer with a page of replicas."""
    query = read_query(request, ReplicaListQuery)
    replicas = store_of(request).replicas.values()
    found = [r for r in replicas if query.replica_type in {None, r.kind}]
    page = paginate(request, found, query)
    payload = ReplicaList(
        data=[_view(replica, query) for replica in page.items], total_count=len(found)
    )
    return represent(request, payload, "replicas", headers=page.headers)


async def create_replica(request: Request) -> Response:
    """Start making a replica and say where to ask about it."""
    replica = store_of(request).add_replica(await read_json(request, ReplicaInput))
    payload = ReplicaStarted(replica_id=replica.id, status="started")
    headers = {"Location": f"/v2/replicas/{replica.id}"}
    return represent(request, payload, "replica", status=201, headers=headers)


async def get_replica(request: Request) -> Response:
    """Answer with a replica as it is, and let it get on."""
    query = read_query(request, ReplicaQuery)
    identity: str = request.path_params["replica_id"]
    store = store_of(request)
    replica = store.replicas.get(identity)
    if replica is None:
        raise Problem(NOT_FOUND, f"No replica has the id {identity}.")
    return represent(request, _view(store.ask_replica(replica), query), "replica")


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/v2/replicas",
        handler=list_replicas,
        tag="replicas",
        summary="List replicas",
        description="A page of replicas. `verbose=data` adds the type of each.",
        query=ReplicaListQuery,
        needs_key=True,
        answers=(
            Answer(status=200, description="A page.", model=ReplicaList, headers=LIST_HEADERS),
        ),
    ),
    Operation(
        methods=("POST",),
        route="/v2/replicas",
        handler=create_replica,
        tag="replicas",
        summary="Create a replica",
        description="It takes a while: ask for the replica until its status is completed.",
        body=ReplicaInput,
        needs_key=True,
        answers=(
            Answer(
                status=201,
                description="Making it has started.",
                model=ReplicaStarted,
                headers={"Location": "Where to ask about it."},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/v2/replicas/{replica_id}",
        handler=get_replica,
        tag="replicas",
        summary="Get a replica",
        description=(
            "The status goes from started to completed, or to error with an error_message. "
            "In the demo each asking takes it a step further: the third shows the end."
        ),
        path=ReplicaPath,
        query=ReplicaQuery,
        needs_key=True,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The replica.", model=Replica),),
    ),
)
