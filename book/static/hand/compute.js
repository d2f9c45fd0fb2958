// The arithmetic of the in-page figures: the same functions as in `utils/`,
// compared with them on random cases by tests/test_hand.py. Matrices are
// arrays of rows.
(function (root) {
  "use strict";

  // utils.layers.step
  function step(s) { return s >= 0 ? 1 : -1; }

  function dot(a, b) {
    var sum = 0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  // The weighted sum of a neuron.
  function weightedSum(x, w, b) { return dot(x, w) + b; }

  // utils.layers.neuron
  function neuron(x, w, b) { return step(weightedSum(x, w, b)); }

  // utils.layers.perceptron_update: {w, b, wrong}
  function perceptronUpdate(w, b, x, y, lr) {
    if (neuron(x, w, b) === y) return {w: w, b: b, wrong: false};
    return {w: w.map(function (wi, i) { return wi + lr * y * x[i]; }),
            b: b + lr * y, wrong: true};
  }

  // Softmax; the largest logit is taken off first, as in chapter 4.
  function softmax(logits) {
    var top = Math.max.apply(null, logits);
    var powers = logits.map(function (z) { return Math.exp(z - top); });
    var total = powers.reduce(function (a, b) { return a + b; }, 0);
    return powers.map(function (p) { return p / total; });
  }

  // −log of the probability of the right class, from logits.
  function crossEntropy(logits, label) {
    var top = Math.max.apply(null, logits);
    var total = logits.reduce(function (sum, z) {
      return sum + Math.exp(z - top);
    }, 0);
    return Math.log(total) + top - logits[label];
  }

  // utils.sizes.output_size; null where no window fits.
  function outputSize(size, kernel, stride, padding, dilation) {
    var span = dilation * (kernel - 1) + 1;
    if (size + 2 * padding < span) return null;
    return Math.floor((size + 2 * padding - span) / stride) + 1;
  }

  function pad(image, padding) {
    var width = image[0].length + 2 * padding, out = [];
    for (var r = -padding; r < image.length + padding; r++) {
      var row = new Array(width).fill(0);
      if (image[r]) image[r].forEach(function (v, c) { row[c + padding] = v; });
      out.push(row);
    }
    return out;
  }

  // utils.layers.conv2d for one channel: cross-correlation with zeros
  // around, stride and dilation.
  function correlate(image, kernel, stride, padding, dilation) {
    stride = stride || 1;
    dilation = dilation || 1;
    var padded = pad(image, padding || 0);
    var height = outputSize(padded.length, kernel.length, stride, 0, dilation);
    var width = outputSize(padded[0].length, kernel[0].length, stride, 0,
                           dilation);
    var out = [];
    for (var r = 0; r < height; r++) {
      out.push([]);
      for (var c = 0; c < width; c++) {
        var sum = 0;
        for (var i = 0; i < kernel.length; i++)
          for (var j = 0; j < kernel[0].length; j++)
            sum += padded[r * stride + i * dilation][c * stride + j * dilation]
              * kernel[i][j];
        out[r].push(sum);
      }
    }
    return out;
  }

  // utils.pooling.pool2d for one channel: windows of `size` every `stride`,
  // each reduced ("max", "mean" or "min").
  function pool(image, size, stride, kind) {
    var out = [];
    for (var r = 0; r + size <= image.length; r += stride) {
      out.push([]);
      for (var c = 0; c + size <= image[0].length; c += stride) {
        var window = [];
        for (var i = 0; i < size; i++)
          for (var j = 0; j < size; j++) window.push(image[r + i][c + j]);
        out[out.length - 1].push(
          kind === "max" ? Math.max.apply(null, window)
          : kind === "min" ? Math.min.apply(null, window)
          : window.reduce(function (a, b) { return a + b; }, 0) /
            window.length);
      }
    }
    return out;
  }

  // Random numbers in [0, 1) from a seed (a whole number or a text): the
  // same in every browser. Source: Tommy Ettinger's Mulberry32 (2017).
  function random(seed) {
    var state = 2166136261;
    String(seed).split("").forEach(function (sign) {
      state = Math.imul(state ^ sign.charCodeAt(0), 16777619);
    });
    return function () {
      state = (state + 0x6d2b79f5) | 0;
      var t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  root.Compute = {
    step: step, dot: dot, weightedSum: weightedSum, neuron: neuron,
    perceptronUpdate: perceptronUpdate, softmax: softmax,
    crossEntropy: crossEntropy, outputSize: outputSize, pad: pad,
    correlate: correlate, pool: pool, random: random,
  };
})(typeof window === "undefined" ? globalThis : window);
