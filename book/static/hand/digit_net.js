// The network of chapter 11, in the page: a drawing is prepared as MNIST's
// digits were, and goes through every layer of `utils.models.convnet` with
// the weights of checkpoints/mnist-convnet (digit_weights.js). Maps lie flat,
// one after the other, row by row.
(function (root) {
  "use strict";
  var SIZE = 28, BOX = 20, MIDDLE = 14, MEAN = 0.1307, DEVIATION = 0.3081;
  var kept = null;

  // Bytes from base64, in the browser and in Node.
  function bytes(text) {
    return Uint8Array.from(root.atob(text), function (sign) {
      return sign.charCodeAt(0);
    });
  }

  // The parameters by name, as in the checkpoint ("0.weight", …).
  function weights() {
    if (kept) return kept;
    var numbers = new Float32Array(bytes(root.DigitWeights.numbers).buffer);
    var from = 0;
    kept = {};
    root.DigitWeights.parts.forEach(function (part) {
      kept[part[0]] = numbers.subarray(from, from + part[1]);
      from += part[1];
    });
    return kept;
  }

  // A sample digit: 784 pixels, 0 (paper) to 255 (ink).
  function sample(i) {
    return Array.from(bytes(root.DigitWeights.samples[i].pixels));
  }

  // Where ink is: its first and last row and column, or null.
  function inked(ink) {
    var box = null;
    ink.forEach(function (value, i) {
      if (value <= 0) return;
      var r = Math.floor(i / SIZE), c = i % SIZE;
      box = box ? {top: box.top, bottom: r, left: Math.min(box.left, c),
                   right: Math.max(box.right, c)}
        : {top: r, bottom: r, left: c, right: c};
    });
    return box && {top: box.top, left: box.left,
                   height: box.bottom - box.top + 1,
                   width: box.right - box.left + 1};
  }

  // For each of `to` places, the shares that the `from` old ones have in it:
  // a triangle as wide as an old or a new place, whichever is wider.
  function shares(from, to) {
    var scale = from / to, reach = Math.max(scale, 1), all = [];
    for (var i = 0; i < to; i++) {
      var middle = (i + 0.5) * scale, row = new Array(from).fill(0), sum = 0;
      var first = Math.max(0, Math.floor(middle - reach + 0.5));
      var end = Math.min(from, Math.floor(middle + reach + 0.5));
      for (var j = first; j < end; j++) {
        row[j] = Math.max(0, 1 - Math.abs(j + 0.5 - middle) / reach);
        sum += row[j];
      }
      all.push(row.map(function (share) { return share / sum; }));
    }
    return all;
  }

  // Rows of numbers brought to another height and width.
  function resize(image, height, width) {
    var across = shares(image[0].length, width);
    var rows = image.map(function (row) {
      return across.map(function (share) { return root.Compute.dot(share, row); });
    });
    return shares(image.length, height).map(function (share) {
      return across.map(function (_, c) {
        return share.reduce(function (sum, part, r) {
          return sum + part * rows[r][c];
        }, 0);
      });
    });
  }

  // Where to put the first of `sums` (ink by row or column), so that their
  // centre of mass comes to the middle of the field, and all stay inside.
  function place(sums) {
    var mass = 0, moment = 0;
    sums.forEach(function (sum, i) { mass += sum; moment += i * sum; });
    var first = Math.round(MIDDLE - moment / mass);
    return Math.max(0, Math.min(SIZE - sums.length, first));
  }

  // As MNIST's digits were prepared: the ink is scaled until its longer side
  // is 20 pixels, and laid into the 28×28 field by its centre of mass.
  function prepare(ink) {
    var box = inked(ink), pixels = new Array(SIZE * SIZE).fill(0);
    if (!box) return {pixels: pixels, box: null};
    var scale = BOX / Math.max(box.height, box.width), rows = [];
    for (var r = box.top; r < box.top + box.height; r++)
      rows.push(ink.slice(r * SIZE + box.left,
                          r * SIZE + box.left + box.width));
    rows = resize(rows, Math.max(1, Math.round(scale * box.height)),
                  Math.max(1, Math.round(scale * box.width)));
    var top = place(rows.map(total));
    var left = place(rows[0].map(function (_, c) {
      return rows.reduce(function (sum, row) { return sum + row[c]; }, 0);
    }));
    rows.forEach(function (row, i) {
      row.forEach(function (value, j) {
        pixels[(top + i) * SIZE + left + j] = value;
      });
    });
    return {pixels: pixels, box: box, scale: scale, top: top, left: left,
            height: rows.length, width: rows[0].length};
  }

  function total(row) {
    return row.reduce(function (a, b) { return a + b; }, 0);
  }

  // `filters` kernels of 3×3 in each of `channels` maps of size×size.
  function convolve(maps, channels, size, weight, bias) {
    var filters = bias.length, out = size - 2, area = out * out;
    var made = new Float64Array(filters * area), w = 0;
    for (var o = 0; o < filters; o++) {
      made.fill(bias[o], o * area, (o + 1) * area);
      for (var channel = 0; channel < channels; channel++)
        for (var i = 0; i < 3; i++)
          for (var j = 0; j < 3; j++) {
            var factor = weight[w++];
            for (var r = 0; r < out; r++) {
              var to = o * area + r * out;
              var from = (channel * size + r + i) * size + j;
              for (var c = 0; c < out; c++)
                made[to + c] += factor * maps[from + c];
            }
          }
    }
    return made;
  }

  // The largest of each 2×2 block, or 0 if that is less: max pooling, ReLU.
  function poolRelu(maps, count, size) {
    var half = Math.floor(size / 2), at = 0;
    var made = new Float64Array(count * half * half);
    for (var k = 0; k < count; k++)
      for (var r = 0; r < half; r++)
        for (var c = 0; c < half; c++) {
          var from = (k * size + 2 * r) * size + 2 * c;
          made[at++] = Math.max(0, maps[from], maps[from + 1],
                                maps[from + size], maps[from + size + 1]);
        }
    return made;
  }

  // All that the network computes from 784 pixels of 0 to 255.
  function forward(pixels) {
    var w = weights(), run = {};
    run.input = pixels.map(function (value) {
      return (value / 255 - MEAN) / DEVIATION;
    });
    run.conv1 = convolve(run.input, 1, SIZE, w["0.weight"], w["0.bias"]);
    run.pool1 = poolRelu(run.conv1, 32, 26);
    run.conv2 = convolve(run.pool1, 32, 13, w["3.weight"], w["3.bias"]);
    run.pool2 = poolRelu(run.conv2, 64, 11);
    run.logits = Array.from(w["7.bias"], function (bias, k) {
      return bias + root.Compute.dot(
        run.pool2, w["7.weight"].subarray(k * 1600, (k + 1) * 1600));
    });
    run.probs = root.Compute.softmax(run.logits);
    return run;
  }

  // PNG ----------------------------------------------------------------------

  var TABLE = Array.from({length: 256}, function (_, n) {
    for (var k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });

  function four(n) { return [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255]; }

  function chunk(name, data) {
    var body = name.split("").map(function (sign) {
      return sign.charCodeAt(0);
    }).concat(data), check = -1;
    for (var i = 0; i < body.length; i++)
      check = TABLE[(check ^ body[i]) & 255] ^ (check >>> 8);
    return four(data.length).concat(body, four(~check));
  }

  // A picture of palette numbers 0 to 15, as the address of an <img>. Its
  // zlib blocks are stored as they are: each has fewer than 65,536 bytes.
  function png(width, height, at, palette) {
    var data = [], a = 1, b = 0;
    for (var r = 0; r < height; r++) {
      data.push(0);
      for (var c = 0; c < width; c += 2)
        data.push(at(r, c) << 4 | (c + 1 < width ? at(r, c + 1) : 0));
    }
    for (var i = 0; i < data.length; i++) {
      a = (a + data[i]) % 65521;
      b = (b + a) % 65521;
    }
    var n = data.length, m = ~n & 65535;
    var packed = [120, 1, 1, n & 255, n >>> 8, m & 255, m >>> 8]
      .concat(data, four(((b << 16) | a) >>> 0));
    var file = [137, 80, 78, 71, 13, 10, 26, 10].concat(
      chunk("IHDR", four(width).concat(four(height), [4, 3, 0, 0, 0])),
      chunk("PLTE", [].concat.apply([], palette.map(function (colour) {
        return colour.slice(0, 3);
      }))),
      chunk("tRNS", palette.map(function (colour) { return colour[3]; })),
      chunk("IDAT", packed), chunk("IEND", []));
    return "data:image/png;base64," + root.btoa(file.map(function (byte) {
      return String.fromCharCode(byte);
    }).join(""));
  }

  root.DigitNet = {
    sample: sample, inked: inked, resize: resize, prepare: prepare,
    forward: forward, png: png, weights: weights,
  };
})(typeof window === "undefined" ? globalThis : window);
