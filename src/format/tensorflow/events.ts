import type { LoggedEvent, LoggedHistogram } from "../../model/events.js";
import { crc32c, masked } from "./crc32c.js";
import { MessageWriter } from "./protobufWriter.js";

/**
 * TensorBoard's event files: records of TensorFlow, each an `Event`.
 * Source: github.com/tensorflow/tensorboard, compat/proto/event.proto, summary.proto, histogram.proto; the records:
 * github.com/tensorflow/tensorflow, core/lib/io/record_writer.h.
 */

/** What every file begins with. */
const FILE_VERSION = "brain.Event:2";

const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2, histogram: 5 };
const HISTOGRAM = { min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, limits: 6, counts: 7 };

/** Length, checksum of the length, data, checksum of the data. */
const [LENGTH_BYTES, CRC_BYTES] = [8, 4];

/** No date is in it: the time of an event is its step, in seconds. */
export function eventFile(events: Iterable<LoggedEvent>): Uint8Array {
  const records = [
    recordOf(new MessageWriter().double(EVENT.wallTime, 0).text(EVENT.fileVersion, FILE_VERSION)),
  ];
  for (const event of events) records.push(recordOf(messageOf(event)));
  return Buffer.concat(records);
}

function messageOf({ step, scalars, histograms }: LoggedEvent): MessageWriter {
  const summary = new MessageWriter();
  for (const { tag, value } of scalars)
    summary.message(SUMMARY.value, new MessageWriter().text(VALUE.tag, tag).float(VALUE.simpleValue, value));
  for (const { tag, histogram } of histograms)
    summary.message(
      SUMMARY.value,
      new MessageWriter().text(VALUE.tag, tag).message(VALUE.histogram, histogramOf(histogram)),
    );
  return new MessageWriter()
    .double(EVENT.wallTime, step)
    .integer(EVENT.step, step)
    .message(EVENT.summary, summary);
}

function histogramOf(histogram: LoggedHistogram): MessageWriter {
  return new MessageWriter()
    .double(HISTOGRAM.min, histogram.min)
    .double(HISTOGRAM.max, histogram.max)
    .double(HISTOGRAM.count, histogram.count)
    .double(HISTOGRAM.sum, histogram.sum)
    .double(HISTOGRAM.sumOfSquares, histogram.sumOfSquares)
    .doubles(HISTOGRAM.limits, histogram.limits)
    .doubles(HISTOGRAM.counts, histogram.counts);
}

function recordOf(message: MessageWriter): Uint8Array {
  const data = message.finish();
  const record = new Uint8Array(LENGTH_BYTES + CRC_BYTES + data.length + CRC_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(LENGTH_BYTES, masked(crc32c(record.subarray(0, LENGTH_BYTES))), true);
  record.set(data, LENGTH_BYTES + CRC_BYTES);
  view.setUint32(record.length - CRC_BYTES, masked(crc32c(data)), true);
  return record;
}
