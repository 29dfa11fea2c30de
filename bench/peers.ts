import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, MEASURED_CORE, PinnedProcess } from "./pinned-process.ts";

/** What a peer forwards to: one server, or two where the second takes over when the first fails. */
export interface PeerTargets {
  port: number;
  upstream: number;
  backup?: number;
  /** How long the first may take to its first byte; 5000 unless told. */
  firstByteMs?: number;
}

export interface Peer {
  process: PinnedProcess;
  stop(): Promise<void>;
}

export type PeerName = "nginx" | "haproxy" | "caddy";

interface Program {
  config(targets: PeerTargets, folder: string): string;
  args(file: string): string[];
}

/** Each as its documentation would have a plain reverse proxy with kept connections, one worker, no access log. */
const PROGRAMS: Record<PeerName, Program> = {
  nginx: {
    config: nginxConfig,
    args: (file) => ["-c", file, "-e", "stderr"],
  },
  haproxy: {
    config: haproxyConfig,
    args: (file) => ["-db", "-f", file],
  },
  caddy: {
    config: caddyConfig,
    args: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
};

/** Starts a peer from Debian on the measured core; undefined when it is not installed. */
export async function startPeer(name: PeerName, targets: PeerTargets): Promise<Peer | undefined> {
  const command = findProgram(name);
  if (command === undefined) return undefined;
  const { config, args } = PROGRAMS[name];
  const folder = mkdtempSync(join(tmpdir(), `understudy-bench-${name}-`));
  const file = join(folder, "config");
  writeFileSync(file, config(targets, folder));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const process = await PinnedProcess.start({
      command,
      args: args(file),
      core: MEASURED_CORE,
      port: targets.port,
      env: { HOME: folder },
    });
    return { process, stop: () => process.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

function nginxConfig({ port, upstream, backup, firstByteMs = 5_000 }: PeerTargets, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((of) => `  ${of}_temp_path ${folder}/${of};`)
    .join("\n");
  const second = backup === undefined ? "" : `server 127.0.0.1:${backup} backup;`;
  // Nothing is learned from failures, so that each request shows what one costs.
  const never = backup === undefined ? "" : "max_fails=0";
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log /dev/null crit;
events { worker_connections 16384; }
http {
  access_log off;
${temporary}
  keepalive_requests 1000000;
  upstream api {
    server 127.0.0.1:${upstream} ${never};
    ${second}
    keepalive 128;
    keepalive_requests 1000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 500ms;
      proxy_read_timeout ${firstByteMs}ms;
      proxy_next_upstream error timeout http_502 http_503 http_504;
    }
  }
}
`;
}

function haproxyConfig({ port, upstream, backup, firstByteMs = 5_000 }: PeerTargets): string {
  const second = backup === undefined ? "" : `server second 127.0.0.1:${backup} backup`;
  const check = backup === undefined ? "" : "observe layer7 error-limit 3 on-error mark-down check inter 10s";
  return `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout client 60s
  timeout server ${firstByteMs}ms
  timeout connect 500ms
  option forwardfor
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  default_backend api
backend api
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout 502 503 504
  server first 127.0.0.1:${upstream} ${check}
  ${second}
`;
}

function caddyConfig({ port, upstream, backup, firstByteMs = 5_000 }: PeerTargets): string {
  const servers = [upstream, ...(backup === undefined ? [] : [backup])].map((of) => `127.0.0.1:${of}`);
  return `{
  admin off
  auto_https off
  log { 
    output discard 
  }
}
http://:${port} {
  bind 127.0.0.1
  reverse_proxy ${servers.join(" ")} {
    ${backup === undefined ? "" : "lb_policy first\n    lb_retries 1\n    fail_duration 10s"}
    transport http {
      keepalive_idle_conns_per_host 128
      dial_timeout 500ms
      response_header_timeout ${firstByteMs}ms
    }
  }
}
`;
}
