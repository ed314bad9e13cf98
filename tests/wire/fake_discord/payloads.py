"""Discord's objects, as its gateway and its REST interface send them."""

from datetime import UTC, datetime

from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.permissions import ALL, EVERYONE, Permission, held
from tests.wire.fake_discord.values import JsonObject
from tests.wire.fake_discord.world import Channel, ChannelKind, Guild, User, World, time_of

__all__ = [
    "application",
    "attachment",
    "cause",
    "channel",
    "deleted_message",
    "guild",
    "member",
    "message",
    "message_event",
    "partial_guild",
    "place",
    "user",
]

_JOINED = "2026-01-01T00:00:00+00:00"


def user(one: User) -> JsonObject:
    """A user."""
    return {
        "id": str(one.id),
        "username": one.name,
        "discriminator": "0",
        "global_name": one.name.title(),
        "avatar": None,
        "bot": one.is_bot,
        "public_flags": 0,
    }


def member(one: User, *, with_user: bool = True) -> JsonObject:
    """A member of a server."""
    body: JsonObject = {
        "roles": [],
        "joined_at": _JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
    }
    return {**body, "user": user(one)} if with_user else body


def channel(world: World, one: Channel) -> JsonObject:
    """A channel, a thread, or the direct messages with a person."""
    body: JsonObject = {"id": str(one.id), "type": int(one.kind), "last_message_id": None}
    if one.kind is ChannelKind.DM:
        return {**body, "recipients": [user(one.recipient)] if one.recipient else []}
    body |= {"guild_id": str(one.guild), "name": one.name}
    if one.kind is ChannelKind.PUBLIC_THREAD:
        return body | _thread(world, one)
    overwrites = [
        {"id": str(id_), "type": int(id_ != one.guild), "allow": str(allow), "deny": str(deny)}
        for id_, (allow, deny) in one.overwrites.items()
    ]
    return {**body, "position": 0, "permission_overwrites": overwrites, "nsfw": False}


def _thread(world: World, one: Channel) -> JsonObject:
    return {
        "parent_id": str(one.parent.id) if one.parent else None,
        "owner_id": str(world.bot.id),
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": one.is_archived,
            "locked": one.is_locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": _moment(time_of(one.id)),
        },
    }


def guild(world: World, one: Guild) -> JsonObject:
    """A server, with all that the gateway tells of it."""
    everyone: JsonObject = {
        "id": str(one.id),
        "name": "@everyone",
        "permissions": str(int(EVERYONE & ~Permission(one.withheld))),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    threads = [
        channel(world, place)
        for place in world.channels.values()
        if place.guild == one.id and place.kind is ChannelKind.PUBLIC_THREAD
    ]
    empty = ("emojis", "stickers", "presences", "voice_states", "stage_instances", "features")
    return {
        **{name: [] for name in (*empty, "guild_scheduled_events", "soundboard_sounds")},
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner.id),
        "roles": [everyone],
        "channels": [channel(world, place) for place in one.channels.values()],
        "threads": threads,
        "members": [member(world.bot)],
        "member_count": len(world.users),
        "joined_at": _JOINED,
        "large": False,
        "unavailable": False,
        "preferred_locale": "en-US",
        "verification_level": 0,
        "explicit_content_filter": 0,
        "default_message_notifications": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "premium_progress_bar_enabled": False,
        "afk_timeout": 300,
    }


def partial_guild(world: World, one: Guild) -> JsonObject:
    """A server, as a list of the bot's servers has it."""
    granted = EVERYONE & ~Permission(one.withheld) | one.powers.get(world.bot.id, 0)
    powers = ALL if one.owner == world.bot else granted
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "owner": one.owner == world.bot,
        "permissions": str(int(powers)),
        "features": [],
    }


def message(world: World, one: Message, *, in_full: bool = False) -> JsonObject:
    """A message as the bot gets it, which is without its content unless that is meant for it.

    Args:
        world: where it is.
        one: the message.
        in_full: with its content in any case, as the target of a context menu has it.

    """
    shown = in_full or one.shows_content_to(world.bot)
    body: JsonObject = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": one.content if shown else "",
        "embeds": one.embeds if shown else [],
        "components": one.components if shown else [],
        "attachments": one.attachments if shown else [],
        "timestamp": _moment(time_of(one.id)),
        "edited_timestamp": None if one.edited is None else _moment(one.edited),
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(somebody) for somebody in one.mentions],
        "mention_roles": [],
        "pinned": False,
        "type": int(one.kind),
        "flags": int(one.flags),
    }
    if one.channel.kind is ChannelKind.DM:
        body["channel_type"] = int(ChannelKind.DM)
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.reference is not None:
        place: JsonObject = {"type": 0, "channel_id": str(one.channel.id)}
        place["message_id"] = str(one.reference)
        body["message_reference"] = place | _guild_id(one.channel)
        there = one.target is not None and not one.target.is_deleted
        body["referenced_message"] = message(world, one.target) if one.target and there else None
    if one.thread is not None:
        body["thread"] = channel(world, one.thread)
    if one.cause is not None:
        body["application_id"] = body["webhook_id"] = str(world.bot.id)
        body["interaction_metadata"] = one.cause
    return body


def message_event(world: World, one: Message) -> JsonObject:
    """A message as the gateway tells of it: with its server, and its author as a member there."""
    extra = _guild_id(one.channel)
    if extra and not one.is_response:
        extra["member"] = member(one.author, with_user=False)
    return message(world, one) | extra


def deleted_message(one: Message) -> JsonObject:
    """What the gateway tells of a message that was deleted."""
    return {"id": str(one.id), "channel_id": str(one.channel.id), **_guild_id(one.channel)}


def application(world: World) -> JsonObject:
    """The application that the bot belongs to."""
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "",
        "flags": 0,
        "owner": user(world.olga),
        "team": None,
        **world.application,
    }


def place(world: World, one: Channel, asker: User) -> JsonObject:
    """The channel of an interaction, with what the person who acts may there."""
    may = held(asker, world.guild_of(one), one)
    return channel(world, one) | {"permissions": str(int(may))}


def cause(id_: int, kind: int, asker: User, owners: JsonObject) -> JsonObject:
    """What a message tells of the interaction that it answers."""
    return {
        "id": str(id_),
        "type": kind,
        "user": user(asker),
        "authorizing_integration_owners": owners,
    }


def attachment(id_: int, filename: str, size: int) -> JsonObject:
    """A file of a message."""
    url = f"https://cdn.discordapp.com/attachments/{id_}/{filename}"
    return {"id": str(id_), "filename": filename, "size": size, "url": url, "proxy_url": url}


def _guild_id(one: Channel) -> JsonObject:
    return {} if one.guild is None else {"guild_id": str(one.guild)}


def _moment(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat()
