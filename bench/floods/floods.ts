import type { Flood } from "./flood.ts";
import { SLOW_READER_FLOODS } from "./slow_reader.ts";
import { STREAM_FLOODS } from "./streams.ts";
import { SUSPENDED_FLOODS } from "./suspended.ts";

/** All floods, in the order of the measurements and of the table. */
export const FLOODS: readonly Flood[] = [
  ...STREAM_FLOODS,
  ...SLOW_READER_FLOODS,
  ...SUSPENDED_FLOODS,
];
