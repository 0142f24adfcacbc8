"""A check of answers in the query protocol, which are XML, against botocore's output shapes."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime


def check_xml(model, raw):
    """What is wrong with a raw answer."""
    try:
        root = ElementTree.fromstring(raw["body"])
    except ElementTree.ParseError as failure:
        return [f"the body is no XML: {failure}"]
    found = []
    if not raw["headers"].get("content-type", "").startswith("text/xml"):
        found.append(f"content-type {raw['headers'].get('content-type')!r}")
    if raw["status_code"] >= 300:
        return found + check_error(model, raw["status_code"], root)
    if plain(root) != f"{model.name}Response":
        found.append(f"the answer is a {plain(root)}")
    if model.output_shape is not None:
        wrapper = model.output_shape.serialization.get("resultWrapper")
        result = next((child for child in root if plain(child) == wrapper), None)
        if result is None:
            found.append(f"no {wrapper}")
        else:
            walk(result, model.output_shape, "", found)
    return found


def check_error(model, status, root):
    """An error has a type, its code, a sentence, and the status of its shape."""
    error = next((child for child in root if plain(child) == "Error"), [])
    texts = {plain(child): child.text for child in error}
    found = [f"an error without {name}: {texts}" for name in ("Type", "Code", "Message") if not texts.get(name)]
    if not any(plain(child) == "RequestId" and child.text for child in root):
        found.append("no RequestId")
    found += [f".{name}: not in an error" for name in texts if name not in ("Type", "Code", "Message")]
    modelled = (shape.metadata.get("error", {}) for shape in model.error_shapes)
    expected = next((each.get("httpStatusCode") for each in modelled if each.get("code") == texts.get("Code")), None)
    if expected not in (None, status):
        found.append(f"status {status} for {texts.get('Code')}, which has {expected}")
    if texts.get("Type") != ("Receiver" if status >= 500 else "Sender"):
        found.append(f"the type {texts.get('Type')} with status {status}")
    return found


def error_code(body):
    """The code of an error, or None."""
    elements = ElementTree.fromstring(body).iter()
    return next((element.text for element in elements if plain(element) == "Code"), None)


def plain(element):
    """An element's name without its namespace."""
    return element.tag.rsplit("}", 1)[-1]


def walk(element, shape, path, found):
    """Compares an element with its shape."""
    if shape.type_name == "structure":
        members = {member.serialization.get("name") or name: member for name, member in shape.members.items()}
        for child in element:
            name = plain(child)
            if name in members:
                walk(child, members[name], f"{path}.{name}", found)
            else:
                found.append(f"{path}.{name}: not in the model")
        present = {plain(child) for child in element}
        found += [f"{path}.{name}: required by the model, missing" for name in shape.required_members if name not in present]
    elif shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        for child in element:
            if plain(child) != item:
                found.append(f"{path}: {plain(child)} in a list of {item}")
            walk(child, shape.member, f"{path}[]", found)
    elif not is_scalar(element.text or "", shape):
        found.append(f"{path}: {element.text!r} for {shape.type_name} {shape.enum if shape.type_name == 'string' else ''}")


def is_scalar(text, shape):
    """Whether a text is a value of a scalar shape."""
    if shape.type_name in ("integer", "long"):
        return re.fullmatch(r"-?\d+", text) is not None
    if shape.type_name == "boolean":
        return text in ("true", "false")
    if shape.type_name == "timestamp":
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None
        except ValueError:
            return False
    if shape.type_name == "string":
        return not shape.enum or text in shape.enum
    return True
