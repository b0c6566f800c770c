"""Our frames and those of pymodbus, which nobody here wrote: each side reads what the other writes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU, bit_message, register_message

from hardware.wire.modbus import messages
from hardware.wire.modbus.frames import Query, Reply, query_decoder, reply_decoder

addresses = st.integers(1, 247)
places = st.integers(0, 0xFFFF)
words = st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=60)
bits = st.lists(st.booleans(), min_size=1, max_size=200)


def theirs(pdu: ModbusPDU) -> bytes:
    return FramerRTU(DecodePDU(False)).buildFrame(pdu)


def read_by_them(raw: bytes, *, is_server: bool) -> ModbusPDU:
    used, pdu = FramerRTU(DecodePDU(is_server)).handleFrame(raw, 0, 0)
    assert used == len(raw)
    assert pdu is not None
    return pdu


def read_by_us(raw: bytes) -> Reply:
    (reply,) = reply_decoder().feed(raw)
    assert isinstance(reply, Reply)
    return reply


@given(addresses, places, st.integers(1, 125))
def test_reads_are_the_same_bytes(address: int, start: int, count: int) -> None:
    pairs: Sequence[tuple[Query, ModbusPDU]] = (
        (messages.read_coils(address, start, count), bit_message.ReadCoilsRequest(address, 0, start, count)),
        (
            messages.read_inputs(address, start, count),
            bit_message.ReadDiscreteInputsRequest(address, 0, start, count),
        ),
        (
            messages.read_registers(address, start, count),
            register_message.ReadHoldingRegistersRequest(address, 0, start, count),
        ),
    )
    for ours, pdu in pairs:
        assert ours.encode() == theirs(pdu)
        assert query_decoder().feed(theirs(pdu)) == [ours]


@given(addresses, places, words, bits)
def test_writes_are_the_same_bytes(address: int, start: int, values: list[int], on: list[bool]) -> None:
    pairs: Sequence[tuple[Query, ModbusPDU]] = (
        (
            messages.write_register(address, start, values[0]),
            register_message.WriteSingleRegisterRequest(address, 0, start, registers=values[:1]),
        ),
        (
            messages.write_registers(address, start, values),
            register_message.WriteMultipleRegistersRequest(address, 0, start, registers=values),
        ),
        (
            messages.write_coil(address, start, messages.COIL_ON if on[0] else messages.COIL_OFF),
            bit_message.WriteSingleCoilRequest(address, 0, start, bits=on[:1]),
        ),
        (
            messages.write_coils(address, start, on),
            bit_message.WriteMultipleCoilsRequest(dev_id=address, address=start, bits=on),
        ),
    )
    for ours, pdu in pairs:
        assert ours.encode() == theirs(pdu)
        assert query_decoder().feed(theirs(pdu)) == [ours]
        assert type(read_by_them(ours.encode(), is_server=True)) is type(pdu)


@given(addresses, words, bits)
def test_what_they_answer_to_a_read_is_understood(address: int, values: list[int], on: list[bool]) -> None:
    registers = read_by_us(
        theirs(register_message.ReadHoldingRegistersResponse(dev_id=address, registers=values))
    )
    assert registers.words == tuple(values)
    assert messages.answers(registers, messages.read_registers(address, 0, len(values)))
    coils = read_by_us(theirs(bit_message.ReadCoilsResponse(dev_id=address, bits=on)))
    assert list(messages.unpack_bits(coils.data)[: len(on)]) == on
    assert messages.answers(coils, messages.read_coils(address, 0, len(on)))


@given(addresses, words, bits)
def test_what_we_answer_to_a_read_is_understood(address: int, values: list[int], on: list[bool]) -> None:
    data = b"".join(value.to_bytes(2, "big") for value in values)
    ours = messages.confirmation(messages.read_registers(address, 0, len(values)), data)
    assert read_by_them(ours.encode(), is_server=False).registers == values
    ours = messages.confirmation(messages.read_inputs(address, 0, len(on)), messages.pack_bits(on))
    assert read_by_them(ours.encode(), is_server=False).bits[: len(on)] == on


@pytest.mark.parametrize("function", [0x01, 0x02, 0x03, 0x05, 0x06, 0x0F, 0x10])
def test_exceptions_are_the_same_bytes(function: int) -> None:
    pdu = ExceptionResponse(function, 6, device_id=3)
    reply = read_by_us(theirs(pdu))
    assert (reply.address, reply.asked_function, reply.exception) == (3, function, 6)
    back = read_by_them(reply.encode(), is_server=False)
    assert isinstance(back, ExceptionResponse)
    assert (back.function_code, back.exception_code) == (function | 0x80, 6)
