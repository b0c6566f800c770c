"""An application of the emulated Alipay that knows only the published rules: RSA2 by
``cryptography``, ``http.client``, and no code of the product."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: the node's content, and whether Alipay's key signed its text."""

    content: dict[str, Any]
    is_signed: bool

    @property
    def why(self) -> str:
        return str(self.content.get("sub_code", ""))


class Application:
    def __init__(self, config: dict[str, str]) -> None:
        self.config = config
        key = load_pem_private_key(Path(config["app_key_file"]).read_bytes(), password=None)
        public = load_pem_public_key(Path(config["alipay_public_key_file"]).read_bytes())
        assert isinstance(key, rsa.RSAPrivateKey) and isinstance(public, rsa.RSAPublicKey)
        self._key, self._public = key, public

    def parameters(self, method: str, content: dict[str, Any], /, **changed: str) -> dict[str, str]:
        """Signed; ``changed`` before the signature."""
        beijing = datetime.now(UTC) + timedelta(hours=8)
        parameters = {
            "app_id": self.config["app_id"],
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": beijing.strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False),
        } | changed
        text = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters) if parameters[name])
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), SHA256())
        return parameters | {"sign": base64.b64encode(signature).decode()}

    def call(self, method: str, content: dict[str, Any], /, **changed: str) -> Told:
        return self.send(self.parameters(method, content, **changed))

    def send(self, parameters: dict[str, str], *, get: bool = False) -> Told:
        connection = http.client.HTTPConnection(urlsplit(self.config["endpoint"]).netloc, timeout=TIMEOUT_S)
        form = urlencode(parameters)
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        if get:
            connection.request("GET", f"/gateway.do?{form}")
        else:
            connection.request("POST", "/gateway.do", form, headers)
        raw = connection.getresponse().read().decode()
        connection.close()
        return self._told(raw)

    def _told(self, raw: str) -> Told:
        content = json.loads(raw)
        signature = content.pop("sign", None)
        ((node, said),) = content.items()
        if signature is None:
            return Told(said, False)
        text = raw[len(f'{{"{node}":') : raw.rindex(',"sign"')]
        self._public.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), SHA256())
        return Told(said, True)

    def heard(self, body: bytes) -> dict[str, str]:
        """A notice's fields, its signature verified."""
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        signature = base64.b64decode(fields.pop("sign"))
        assert fields.pop("sign_type") == "RSA2"
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
        self._public.verify(signature, text.encode(), padding.PKCS1v15(), SHA256())
        return fields

    def precreate(self, number: str, yuan: str = "3.50", **changed: Any) -> Told:
        notify = {"notify_url": changed.pop("notify_url")} if "notify_url" in changed else {}
        content = {"out_trade_no": number, "total_amount": yuan, "subject": "可乐", "timeout_express": "5m"}
        return self.call("alipay.trade.precreate", content | changed, **notify)

    def ask(self, method: str, number: str, **more: Any) -> Told:
        return self.call(f"alipay.trade.{method}", {"out_trade_no": number} | more)
