import { ENGINES } from "./engines.ts";
import { MESSAGE_CASES } from "./message_cases.ts";
import { RECORD_CASES } from "./record_cases.ts";

for (const { name: engineName, isHere, start } of ENGINES) {
  for (const [name, run] of Object.entries({ ...MESSAGE_CASES, ...RECORD_CASES })) {
    Deno.test({ name: `bus ${engineName}: ${name}`, ignore: !isHere }, async () => {
      await using engine = await start();
      await run(engine, await engine.connect(), await engine.connect());
    });
  }
}
