import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const run = (...options: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "start.js"), ...options], { encoding: "utf8" });

test.each([["--help"], ["-h"], ["--demo", "--help"]])(
  "%s prints what it takes, and starts nothing",
  (...of) => {
    const { status, stdout, stderr } = run(...of);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: npm start/);
    expect(stdout).toContain("PORTAL_PORT");
  },
);

test.each(["--port", "3001", "--hepl"])("%s is refused by name, and starts nothing", (option) => {
  const { status, stdout, stderr } = run(option);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(`${option} is not an option of it.`);
});
