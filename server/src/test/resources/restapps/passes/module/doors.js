define(function (require) {
  'use strict';

  var appResource = require('appResource'),
      xmlParserUtil = require('XmlParserUtil'),
      file = appResource.getNode('doors.xml');

  return {
    all: function (source) {
      var doors = [];
      xmlParserUtil.parse('/doors/door', source || file, function (aElement) {
        var roles = [], elements = aElement.getElements('role'), i;
        for (i = 0; i < elements.size(); i++) {
          roles.push(elements.get(i).getText());
        }
        doors.push({
          id: aElement.getAttribute('id'),
          floor: aElement.getAttribute('floor'),
          name: aElement.hasElement('name') ? aElement.getElement('name').getText() : undefined,
          roles: roles,
          parts: aElement.getElements().size()
        });
      });
      return doors;
    }
  };
});
