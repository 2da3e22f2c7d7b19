"""A wire between two network namespaces: what goes into one end comes out of the other, late, thinned or slowed.

    wire.py SEED NAMESPACE:DEVICE NAMESPACE:DEVICE

makes a TUN device in each namespace and carries packets between them until its standard input ends. The kernels the
tests run on may lack netem, and this is all of it that they need. Each line of input is a JSON object with new
conditions; each is answered by a line with the counters of both directions.

    delayMs   one way               jitterMs  up to so much more, evenly spread; packets stay in order
    loss      0 to 1, each way      rateMbit  null for as fast as it goes
    bufferMs  how much the queue before the bottleneck holds; what comes when it is full is dropped
    isCut     true: nothing passes, and what was under way is lost
"""

import collections
import ctypes
import fcntl
import json
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
MAX_PACKET = 65_536
MAX_UNDER_WAY = 20_000
# So many packets of one side before the other's turn.
BATCH = 64

conditions = {"delayMs": 0, "jitterMs": 0, "loss": 0, "rateMbit": None, "bufferMs": 200, "isCut": False}


def open_tun(place):
    """The file of a new TUN device, given as namespace:device; it stays there when this process moves on."""
    namespace, device = place.split(":")
    with open(f"/run/netns/{namespace}") as handle:
        if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"can't enter {namespace}")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI))
    return tun


class Direction:
    """Packets from one end to the other, oldest first."""

    def __init__(self, source, target, seed):
        self.source = source
        self.target = target
        self.random = random.Random(seed)
        self.under_way = collections.deque()
        # When the bottleneck will have sent all that waits before it.
        self.free_at = 0.0
        self.counters = {"packets": 0, "bytes": 0, "lost": 0, "dropped": 0}

    def take_in(self):
        for _ in range(BATCH):
            try:
                packet = os.read(self.source, MAX_PACKET)
            except BlockingIOError:
                return
            self.accept(packet, time.monotonic())

    def accept(self, packet, now):
        if conditions["isCut"] or self.random.random() < conditions["loss"]:
            self.counters["lost"] += 1
            return
        leaves_at = now
        if conditions["rateMbit"]:
            leaves_at = max(now, self.free_at)
            if leaves_at - now > conditions["bufferMs"] / 1e3 or len(self.under_way) >= MAX_UNDER_WAY:
                self.counters["dropped"] += 1
                return
            leaves_at += len(packet) * 8 / (conditions["rateMbit"] * 1e6)
            self.free_at = leaves_at
        arrives_at = leaves_at + (conditions["delayMs"] + self.random.random() * conditions["jitterMs"]) / 1e3
        if self.under_way:
            arrives_at = max(arrives_at, self.under_way[-1][0])
        self.under_way.append((arrives_at, packet))

    def deliver(self):
        """Delivers what is due, and gives back when the next is, or None."""
        while self.under_way:
            arrives_at, packet = self.under_way[0]
            if arrives_at > time.monotonic():
                return arrives_at
            self.under_way.popleft()
            try:
                os.write(self.target, packet)
                self.counters["packets"] += 1
                self.counters["bytes"] += len(packet)
            except OSError:
                self.counters["dropped"] += 1  # that end is down
        return None


def obey(line, directions):
    conditions.update(json.loads(line))
    if conditions["isCut"]:
        for direction in directions:
            direction.counters["lost"] += len(direction.under_way)
            direction.under_way.clear()
    print(json.dumps([direction.counters for direction in directions]), flush=True)


def main():
    seed, one, other = sys.argv[1:]
    # Before all browsers: a late packet must be late because the wire is told so.
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    ends = [open_tun(one), open_tun(other)]
    directions = [Direction(*ends, seed + "a"), Direction(*reversed(ends), seed + "b")]
    print("ready", flush=True)
    pending = b""
    while True:
        due = [at for at in (direction.deliver() for direction in directions) if at is not None]
        timeout = max(0.0, min(due) - time.monotonic()) if due else None
        readable, _, _ = select.select([*ends, sys.stdin.fileno()], [], [], timeout)
        for direction in directions:
            if direction.source in readable:
                direction.take_in()
        if sys.stdin.fileno() in readable:
            received = os.read(sys.stdin.fileno(), MAX_PACKET)
            if not received:
                return
            *lines, pending = (pending + received).split(b"\n")
            for line in lines:
                obey(line, directions)


main()
