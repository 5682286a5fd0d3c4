/**
 * Bytes of memory that parsed values take beyond their JSON text: per list element, property, text, list and object.
 */
const OF_ELEMENT = 8
const OF_PROPERTY = 12
const OF_TEXT = 8
const OF_LIST = 32
const OF_OBJECT = 40
/** A raw number, which keeps its text because JavaScript would write it differently. */
const OF_EXACT_NUMBER = 72
/** Numbers with more digits are raw. */
const MAX_EXACT_DIGITS = 17
/** Shorter texts are not sampled. */
const SHORT_LENGTH = 2_048
/** Longer texts are estimated by random samples of this length: one for each 8 KB, up to a maximum. */
const SAMPLE_LENGTH = 64
const LENGTH_PER_SAMPLE = 8_192
const MAX_SAMPLES = 64

const [QUOTE, COMMA, MINUS, DOT, ZERO, NINE, COLON] = [0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x3a]
const [UPPER_E, LOWER_E, LIST, END_OF_LIST, OBJECT, END_OF_OBJECT] = [0x45, 0x65, 0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Estimates the bytes of memory that the values of a JSON text take: about as many as the text, but more for many small
 * values; a list of empty lists takes fourteen times as much. Values within texts count, too, because JSON in variables
 * is parsed later. Estimated by samples, because scanning all of it would cost as much as parsing.
 */
export function weightOf(json: string): number {
  const { length } = json
  if (length <= SHORT_LENGTH) return length
  // Short texts need few samples: single estimates may be wrong, but not their sum.
  const samples = Math.min(MAX_SAMPLES, Math.ceil(length / LENGTH_PER_SAMPLE))
  let counted = 0
  for (let sample = 0; sample < samples; sample++) {
    const from = Math.floor(Math.random() * (length - SAMPLE_LENGTH))
    counted += countIn(json, from, from + SAMPLE_LENGTH)
  }
  return Math.max(length, Math.round((counted / (samples * SAMPLE_LENGTH)) * length))
}

function countIn(json: string, from: number, to: number): number {
  let bytes = 0
  // State of the number that is being scanned.
  let digits = 0
  let hasFraction = false
  let hasExponent = false
  let last = 0
  for (let at = from; at < to; at++) {
    const sign = json.charCodeAt(at)
    if (sign >= ZERO && sign <= NINE) digits++
    else if (sign === DOT) hasFraction = true
    else if (sign === UPPER_E || sign === LOWER_E) hasExponent = true
    else if (sign === MINUS) hasFraction = true
    else {
      const ends = sign === COMMA || sign === END_OF_LIST || sign === END_OF_OBJECT
      if (ends && digits > 0 && (hasExponent || digits > MAX_EXACT_DIGITS || (hasFraction && last === ZERO))) {
        bytes += OF_EXACT_NUMBER
      }
      if (ends && last === QUOTE) bytes += OF_TEXT
      if (sign === COMMA) bytes += OF_ELEMENT
      else if (sign === COLON) bytes += OF_PROPERTY
      else if (sign === LIST) bytes += OF_LIST
      else if (sign === OBJECT) bytes += OF_OBJECT
      digits = 0
      hasFraction = false
      hasExponent = false
    }
    last = sign
  }
  return bytes
}
