import { RunningClock } from "../../lib/net/clock.ts";

// Sets timers of the durations in the arguments, in milliseconds, and reports each time at which one
// fires, by the running clock. Reports an error when the clock goes back.
const clock = new RunningClock();
const watch = clock.watch();
const start = clock.now();
let last = start;
const observer = setInterval(() => {
  const now = clock.now();
  if (now < last) console.log(`went back by ${last - now}`);
  last = now;
}, 1);
console.log("ready");
await Promise.all(
  Deno.args.map(Number).map((delayMs) =>
    new Promise<void>((resolve) =>
      clock.setTimer(delayMs, () => {
        console.log(`${delayMs} fired after ${clock.now() - start}`);
        resolve();
      })
    )
  ),
);
clearInterval(observer);
watch.cancel();
console.log("done");
