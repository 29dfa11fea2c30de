export { etcdMissing, startEtcd, type EtcdProcess } from "./start.ts";
