/**
 * The page in Chromium. All tests are in one file, so that they run one after the other: several
 * browsers at once would keep the machine from everything else.
 *
 * @module
 */
import "./coming_back.ts";
import "./conversation.ts";
import "./failing_over.ts";
import "./history.ts";
import "./order.ts";
import "./reading.ts";
import "./registered.ts";
import "./strangers.ts";
