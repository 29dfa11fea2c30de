import type { NextConfig } from "next";

const config: NextConfig = {
  typedRoutes: true,
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  serverExternalPackages: ["@node-rs/argon2", "pg", "@prisma/client", "graphile-worker", "etcd3", "undici"],
  // Notifications that were sent before teams had an area of their own keep their links.
  redirects: async () => [{ source: "/admin/teams/:path*", destination: "/teams/:path*", permanent: true }],
  // Where there is a proxy, Next.js cuts bodies off at 10 MB without a word; a 10 MiB document may need twice that as JSON.
  experimental: { proxyClientMaxBodySize: "24mb" },
};

export default config;
