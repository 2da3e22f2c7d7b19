// The lab itself: that its NATs, wires and filters do what the other tests take for granted.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describeMs, printFigure, quantile } from './figures.ts';
import { LabTurn } from './lab-turn.ts';
import { Namespace, sweepLeftovers } from './namespace.ts';
import { PUBLIC_ADDRESS, TURN_ADDRESS } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { StunProbe } from './stun-probe.ts';
import { floodMbit, pingMs, serveTraffic } from './traffic.ts';

test.describe('a router', () => {
	for (const { nat, outerPorts, strangers } of [
		{ nat: 'none', outerPorts: 1, strangers: 1 },
		{ nat: 'cone', outerPorts: 1, strangers: 0 },
		{ nat: 'symmetric', outerPorts: 2, strangers: 0 }
	] as const) {
		test(`with NAT "${nat}" shows two servers ${outerPorts} outer ports and lets in ${strangers} strangers`, async ({
			lab
		}) => {
			const other = await LabTurn.start(lab.publicPlace, PUBLIC_ADDRESS);
			const turn = await lab.startTurn();
			const lan = await lab.addLan({ nat });
			const host = lan.addHost();
			const servers = [PUBLIC_ADDRESS, TURN_ADDRESS].map((address) => `${address}:${turn.port}`);
			const probe = new StunProbe(host.namespace, servers);
			const { mapped } = await probe.first();
			expect(new Set(mapped).size).toBe(outerPorts);
			const outer = nat === 'none' ? host.address : lan.outerAddress;
			for (const place of mapped) expect(place).toContain(`${outer}:`);
			const port = mapped[0]?.split(':')[1];
			lab.publicPlace.run('bash', ['-c', `echo hello > /dev/udp/${outer}/${port}`]);
			expect(await probe.again()).toEqual({ mapped, strangers });
			await other.stop();
		});
	}

	test('with a firewall lets out only what it allows, at once', async ({ lab }) => {
		await serveTraffic(lab.publicPlace, PUBLIC_ADDRESS);
		const lan = await lab.addLan({ nat: 'cone' });
		const { namespace } = lan.addHost();
		expect(pingMs(namespace, PUBLIC_ADDRESS, 10)).toHaveLength(10);
		lan.setFirewall({ tcpPorts: 'all', udpPorts: [] });
		expect(pingMs(namespace, PUBLIC_ADDRESS, 10)).toHaveLength(0);
		expect(floodMbit(namespace, PUBLIC_ADDRESS, 100_000)).toBeGreaterThan(1);
		lan.setFirewall(null);
		expect(pingMs(namespace, PUBLIC_ADDRESS, 10)).toHaveLength(10);
	});
});

test.describe('a wire', () => {
	test('adds nothing of its own to speak of, and bears 100 Mbit/s', async ({ lab }) => {
		await serveTraffic(lab.publicPlace, PUBLIC_ADDRESS);
		const cable = (await lab.addHost()).namespace;
		const { namespace } = await lab.addHost({ wire: {} });
		const [byCable, byWire] = [cable, namespace].map((from) => pingMs(from, PUBLIC_ADDRESS, 200));
		printFigure('round trip by cable', describeMs(byCable ?? []));
		printFigure('round trip by wire', describeMs(byWire ?? []));
		expect(quantile(byWire ?? [], 0.5) - quantile(byCable ?? [], 0.5)).toBeLessThan(2);
		const mbit = floodMbit(namespace, PUBLIC_ADDRESS, 30e6);
		printFigure('TCP through the wire', `${mbit.toFixed(0)} Mbit/s`);
		expect(mbit).toBeGreaterThan(100);
	});

	test('delays, and slows down to its rate with a queue of its own', async ({ lab }) => {
		await serveTraffic(lab.publicPlace, PUBLIC_ADDRESS);
		const lan = await lab.addLan({ wire: { delayMs: 20 } });
		const { namespace } = lan.addHost();
		const roundTripsMs = pingMs(namespace, PUBLIC_ADDRESS, 200);
		printFigure('round trip by a wire of 20 ms each way', describeMs(roundTripsMs));
		expect(quantile(roundTripsMs, 0)).toBeGreaterThanOrEqual(40);
		expect(quantile(roundTripsMs, 0.5)).toBeLessThan(43);
		await lan.wire.set({ rateMbit: 20 });
		const mbit = floodMbit(namespace, PUBLIC_ADDRESS, 8e6);
		printFigure('TCP through a bottleneck of 20 Mbit/s', `${mbit.toFixed(1)} Mbit/s`);
		expect(mbit).toBeGreaterThan(15);
		expect(mbit).toBeLessThan(20);
	});

	test('loses as many packets as it is told, and all when it is cut', async ({ lab }) => {
		await serveTraffic(lab.publicPlace, PUBLIC_ADDRESS);
		const lan = await lab.addLan({ wire: { loss: 0.1 } });
		const { namespace } = lan.addHost();
		const arrived = pingMs(namespace, PUBLIC_ADDRESS, 400).length;
		expect(arrived / 400).toBeGreaterThan(0.9 ** 2 - 0.08);
		expect(arrived / 400).toBeLessThan(0.9 ** 2 + 0.08);
		await lan.wire.set({ isCut: true });
		expect(pingMs(namespace, PUBLIC_ADDRESS, 10)).toHaveLength(0);
		await lan.wire.set({ isCut: false, loss: 0 });
		expect(pingMs(namespace, PUBLIC_ADDRESS, 10)).toHaveLength(10);
	});
});

test('what a killed run leaves is swept by the next, and nothing else', async () => {
	const { pid: deadPid } = spawnSync('true');
	const orphan = `inkmesh-${deadPid}-1-1-orphan`;
	execFileSync('ip', ['netns', 'add', orphan]);
	const inside = spawn('ip', ['netns', 'exec', orphan, 'sleep', '600']);
	const ended = once(inside, 'exit');
	const pidsInside = () => execFileSync('ip', ['netns', 'pids', orphan], { encoding: 'utf8' });
	await expect.poll(pidsInside).toBe(`${inside.pid}\n`);
	const own = new Namespace('own');
	expect(sweepLeftovers()).toBe(1);
	await ended;
	const names = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
	expect(names).not.toContain(orphan);
	expect(names).toContain(own.name);
	own.destroy();
});
