/** The signals that end a program, each with the exit code that a shell reports for it. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** A signal or an error at which a program ends by default. */
export type EndingEvent = keyof typeof EXIT_CODES | "error" | "unhandledrejection";

/**
 * Calls `handle` at each `signal`, on systems that have this signal. Returns a function that removes
 * the handler.
 */
export function onSignal(signal: Deno.Signal, handle: () => void): () => void {
  try {
    Deno.addSignalListener(signal, handle);
  } catch {
    return () => {}; // Windows lacks most signals.
  }
  return () => Deno.removeSignalListener(signal, handle);
}

/**
 * Calls `restore` before the program ends unexpectedly: by a signal, an uncaught error or
 * `Deno.exit`. Returns a function that removes the hook.
 *
 * @param handled The signals and errors at which the program does not end, or ends in another way.
 */
export function beforeExit(
  restore: () => void,
  handled: readonly EndingEvent[] = [],
): () => void {
  const errors = (["error", "unhandledrejection"] as const).filter((it) => !handled.includes(it));
  const events = [...errors, "unload" as const];
  for (const event of events) globalThis.addEventListener(event, restore);
  const signals = Object.entries(EXIT_CODES)
    .filter(([signal]) => !handled.includes(signal as EndingEvent));
  const removers = signals.map(([signal, exitCode]) =>
    onSignal(signal as keyof typeof EXIT_CODES, () => {
      restore();
      Deno.exit(exitCode);
    })
  );
  return () => {
    for (const event of events) globalThis.removeEventListener(event, restore);
    for (const remove of removers) remove();
  };
}
