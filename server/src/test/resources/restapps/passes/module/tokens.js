define(function (require) {
  'use strict';

  var jwtUtil = require('JwtUtil'),
      messageDigesterFactory = require('MessageDigesterFactory'),
      endecUtil = require('EndecUtil'),
      timestampUtil = require('TimestampUtil'),
      appData = require('appData'),
      KEY = appData.get('key');

  function hex(bytes) {
    var text = '', i, part;
    for (i = 0; i < bytes.length; i++) {
      part = (bytes[i] & 0xff).toString(16);
      text += part.length === 1 ? '0' + part : part;
    }
    return text;
  }

  function create(claims) {
    return jwtUtil.createSHAToken(claims, appData.get('algorithm'), KEY);
  }

  return {
    create: function (holder, roles, seconds) {
      return create({
        sub: holder,
        roles: roles,
        exp: Math.floor(timestampUtil.getTimestamp() / 1000) + seconds
      });
    },

    check: function (token) {
      return jwtUtil.decodeSHA(token, KEY);
    },

    // The same pass with other contents, as a forger would make it.
    forged: function (token, change) {
      var parts = token.split('.'),
          payload = JSON.parse(endecUtil.base64decode(parts[1]));
      change(payload);
      parts[1] = endecUtil.base64encode(JSON.stringify(payload)).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
      return parts.join('.');
    },

    unsigned: function (token) {
      var parts = token.split('.');
      return endecUtil.base64encode('{"alg":"none"}').replace(/=+$/, '') + '.' + parts[1] + '.';
    },

    digest: function (name, text) {
      var digester = messageDigesterFactory['get' + name]();
      digester.updateBytes(endecUtil.base64decodeToBytes(endecUtil.base64encode(text)));
      return { algorithm: digester.getAlgorithm(), hex: hex(digester.digest()) };
    },

    algorithm: function (token) {
      return JSON.parse(endecUtil.base64decode(token.split('.')[0])).alg;
    }
  };
});
