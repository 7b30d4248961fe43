import type { Room } from "./room.ts";

/**
 * A place that keeps the rooms of a directory. A call that throws a {@linkcode StoreError} has
 * changed nothing.
 */
export interface Store {
  /** The rooms in order of creation. */
  readonly rooms: readonly Room[];
  /** Adds a room, which is saved by the time that the call returns. */
  add(room: Room): void;
  /** Removes the room with that name. */
  remove(name: string): void;
}
