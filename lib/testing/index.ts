export { testDatabase, type TestDatabase } from "./test-database.ts";
export { testPostgres, type TestPostgres } from "./test-postgres.ts";
export { describeWithEtcd, testEtcd, type TestEtcd } from "./test-etcd.ts";
export { describeWith } from "./describe-with.ts";
export { makeApi, makeTeam, makeUser, makeVersion } from "./rows.ts";
export { makePublishable } from "./publishable.ts";
export { eventually } from "./eventually.ts";
export { testProxy, type TestProxy } from "./test-proxy.ts";
export { temporaryFolder } from "./temporary-folder.ts";
