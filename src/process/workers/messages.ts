/** The argument of a worker that joins others who serve already. */
export const JOIN = 'join';

/** What a worker says when it answers requests: where. */
interface ReadyMessage {
  readonly ready: string;
}

/** What the supervisor says to a worker whose slot another has taken: that it may stop without delay. */
interface RetireMessage {
  readonly retire: true;
}

/** Who wants a report, and the number that this has there. */
interface ReportRequest {
  readonly asker: number;
  readonly question: number;
}

/** A worker wants a report of every worker. */
interface GatherMessage {
  readonly gather: number;
}

/** The supervisor tells it how many it has asked … */
interface AskedMessage {
  readonly question: number;
  readonly asked: number;
}

/** … having asked each of them … */
interface ReportMessage {
  readonly reportFor: ReportRequest;
}

/** … who answers … */
interface ReportedMessage {
  readonly request: ReportRequest;
  readonly report: unknown;
}

/** … and that is handed on. */
interface DeliveryMessage {
  readonly question: number;
  readonly worker: number;
  readonly report: unknown;
}

/** What a worker hears. */
export type WorkerInbox = Partial<RetireMessage & AskedMessage & ReportMessage & DeliveryMessage>;

/** What a worker says of itself, and to others. */
export type FromWorker = Partial<ReadyMessage & GatherMessage & ReportedMessage>;

/** What the supervisor says to it. */
export type ToWorker = RetireMessage | AskedMessage | ReportMessage | DeliveryMessage;
