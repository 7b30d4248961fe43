import { counter, gauge, type Metric } from "./exposition.ts";

/** The numbers of a server's store. */
export interface StoreFigures {
  readonly fileBytes: number;
  /** The size of SQLite's log beside the file. */
  readonly logBytes: number;
  /** How often the file could not be read or written. */
  readonly failures: number;
  /** Messages that are not saved yet. */
  readonly waiting: number;
  /** Messages that could not be saved. */
  readonly lost: number;
}

/** Returns the metrics of a store. */
export function storeMetrics(figures: StoreFigures): Metric[] {
  return [
    gauge("parley_store_file_bytes", "Size of the store's file.", figures.fileBytes),
    gauge("parley_store_log_bytes", "Size of SQLite's log beside the file.", figures.logBytes),
    gauge("parley_store_waiting_messages", "Messages that are not saved yet.", figures.waiting),
    counter(
      "parley_store_lost_messages_total",
      "Messages that could not be saved.",
      figures.lost,
    ),
    counter(
      "parley_store_failures_total",
      "Failed attempts to read or write the store.",
      figures.failures,
    ),
  ];
}
