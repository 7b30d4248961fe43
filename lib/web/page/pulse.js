// A worker: browsers run the timers of a page in the background only once a minute.
setInterval(() => postMessage("tick"), 5000);
