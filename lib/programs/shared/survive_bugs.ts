import type { BugReporter } from "../../net/internal_errors.ts";

/**
 * Keeps a server running after an exception that nothing else has caught, and reports it. This is the
 * very last resort: whatever handles connections, datagrams and timers catches its own exceptions, so
 * that it can close the connection concerned.
 */
export function surviveBugs(errors: BugReporter): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    errors.report("An exception that nothing caught", event.error ?? event.message);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    errors.report("A rejection that nothing handled", event.reason);
  });
}
