import { MemoryRoomBus } from './memory-room-bus.ts';
import { runRoomBusTests } from './room-bus-acceptance.ts';

runRoomBusTests('rooms in memory', (limits) => {
	const bus = new MemoryRoomBus(limits);
	return Promise.resolve([bus, bus] as const);
});
