import { defineConfig } from "vitest/config";

/** Rooms whose tests run on a real PostgreSQL (and etcd, where there is one). */
const ON_DATABASE = [
  "lib/{db,embedded-postgres,idempotency,store,testing,identity,catalogue,publishing,telemetry,notifications,webhooks,usage,reference,consumers,transfers,versions,reviews,rules,scores}/**/*.test.ts",
  "worker/**/*.test.ts",
  "app/**/*.test.ts",
  "scripts/**/*.db.test.ts",
];
const ON_SOCKETS = ["gateway/**/*.test.ts", "bench/fuzz/**/*.test.ts"];
/** A whole installation each: they need the production build. */
const ON_INSTALLATION = ["e2e/**/*.test.ts"];
const OVER_THE_TREE = ["structure/**/*.test.ts"];

const shared = { environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000, restoreMocks: true };

export default defineConfig({
  // components/ and app/ import each other as `@/…`, as the tsconfig says.
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: ["{lib,scripts,bench,demo,components}/**/*.test.ts"],
          exclude: [...ON_DATABASE, ...ON_SOCKETS],
        },
      },
      { test: { ...shared, name: "structure", include: OVER_THE_TREE, testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          ...shared,
          name: "db",
          include: ON_DATABASE,
          globalSetup: ["./lib/testing/global-setup.ts"],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "installation",
          include: ON_INSTALLATION,
          maxWorkers: 1,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: "conformance",
          include: ["conformance/**/*.test.ts"],
          maxWorkers: 2,
          testTimeout: 150_000,
        },
      },
      { test: { ...shared, name: "gateway", include: ON_SOCKETS, maxWorkers: 2 } },
    ],
  },
});
