/*
 * `npm run demo:stop-primary` and friends: `node demo/control.js stop primary` asks the running demo to kill a server or
 * to start it again. Plain JavaScript: it runs on whatever Node.js the machine has.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../scripts/bootstrap/project.js";
import { done, fail } from "../scripts/bootstrap/say.js";

const [verb, name] = process.argv.slice(2);
const dataDir = process.env.DATA_DIR || inProject(".understudy-demo");

try {
  const { controlPort, token } = JSON.parse(readFileSync(join(dataDir, "demo.json"), "utf8"));
  const response = await fetch(`http://127.0.0.1:${controlPort}/platforms/${name}/${verb}`, {
    method: "POST",
    body: new URLSearchParams({ token }),
    redirect: "manual",
  });
  if (response.status !== 303) throw new Error(await response.text());
  done(`${name} ${verb === "stop" ? "was killed" : "is started"}`);
} catch (error) {
  fail(
    `The demo does not answer; is \`npm run demo\` running?\n${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
