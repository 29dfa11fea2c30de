import type { NextConfig } from "next";

const config: NextConfig = {
  typedRoutes: true,
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  serverExternalPackages: ["@node-rs/argon2", "pg", "@prisma/client", "graphile-worker", "etcd3", "undici"],
};

export default config;
