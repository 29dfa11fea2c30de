import { parentPort, workerData } from "node:worker_threads";
import { inspectText } from "./inspect-text.ts";

/* The thread of `inspectDocument`: one text in, one inspection out. */
parentPort?.postMessage(await inspectText(String(workerData)));
