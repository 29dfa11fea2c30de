export { claimRequest, type Claim, type Replay } from "./claim-request.ts";
