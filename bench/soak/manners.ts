/** How an upstream answers: well; 503; not at all; with a reset; half an answer, then a reset; late; now well, now badly. */
export type Manner = "fine" | "busy" | "hang" | "reset" | "half" | "slow" | "flap";
