using System.Buffers.Binary;
using Sabot.Cdc.Fuzz.Corpus;

namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>Changes of one frame: of numbers by their meaning, of buffers, and of bytes.</summary>
internal static class FrameMutations
{
    /// <summary>Numbers of the frame's header, the flatbuffers, nodes and buffers.</summary>
    internal static void ChangeNumber(Dice dice, MutatedFrame frame)
    {
        var place = PickPlace(dice, frame.Original.Places);
        var bytes = frame.Bytes.AsSpan(place.Offset);
        var tables = frame.Original.Tables;
        var value = place.Role switch
        {
            // To another table or vtable, so that one is taken for the other.
            PlaceRole.Offset when tables.Length > 0 && dice.OneIn(2) => dice.Pick<int>(tables) - place.Offset,
            PlaceRole.VtableOffset when dice.OneIn(2) => place.Offset - dice.Pick<int>(tables),
            PlaceRole.Scalar when tables.Length > 0 && dice.OneIn(4) => dice.Pick<int>(tables) - place.Offset,
            _ when dice.OneIn(8) => Hostile.Read(frame.Bytes.AsSpan(PickLike(dice, frame, place).Offset), place.Width),
            _ => Hostile.Number(dice, Hostile.Read(bytes, place.Width), frame.Bytes.Length),
        };
        Hostile.Write(bytes, place.Width, value);
    }

    /// <summary>
    /// Puts a buffer at the very end of the body, as long as what is left there: what is read behind it is behind the
    /// payload.
    /// </summary>
    internal static void MoveBuffer(Dice dice, MutatedFrame frame)
    {
        var buffers = frame.Original.Buffers;
        var index = dice.Below(buffers.Length);
        var places = frame.Original.Places.AsSpan();
        // Two numbers for each buffer, its offset and its length, in the order of the buffers.
        var first = frame.Original.FirstBufferPlace;
        var (offset, length) = (places[first + index * 2], places[first + index * 2 + 1]);
        var body = frame.Bytes.Length - frame.Original.BodyOffset;
        var left = Math.Min(8 * dice.Below(4), body);
        Hostile.Write(frame.Bytes.AsSpan(offset.Offset), offset.Width, body - left);
        var spared = dice.OneIn(4) ? dice.Below(left + 1) : 0;
        Hostile.Write(frame.Bytes.AsSpan(length.Offset), length.Width, left - spared);
    }

    /// <summary>Offsets, validity bits or values of a batch.</summary>
    internal static void ChangeBuffer(Dice dice, MutatedFrame frame)
    {
        var buffer = dice.Pick<BodyBuffer>(frame.Original.Buffers);
        if (buffer.Length == 0)
            return;
        var bytes = frame.Bytes.AsSpan(buffer.Offset, buffer.Length);
        if (buffer.Role == BufferRole.Offsets && buffer.Length >= sizeof(int))
        {
            var at = bytes[(dice.Below(buffer.Length / sizeof(int)) * sizeof(int))..];
            Hostile.Write(at, sizeof(int), Hostile.Number(dice, Hostile.Read(at, sizeof(int)), frame.Bytes.Length));
            return;
        }

        switch (dice.Below(4))
        {
            case 0:
                bytes.Fill((byte)dice.Pick<int>([0, 0xFF, 0x80, 'O', 'T', 'D', '"']));
                break;
            case 1 when buffer.Length >= sizeof(long):
                var at = bytes[(dice.Below(buffer.Length / sizeof(long)) * sizeof(long))..];
                var old = Hostile.Read(at, sizeof(long));
                Hostile.Write(at, sizeof(long), Hostile.Number(dice, old, frame.Bytes.Length));
                break;
            default:
                bytes[dice.Below(bytes.Length)] = (byte)dice.Next();
                break;
        }
    }

    internal static void FlipBits(Dice dice, MutatedFrame frame)
    {
        for (var i = dice.Below(8); i >= 0; i--)
            frame.Bytes[dice.Below(frame.Bytes.Length)] ^= (byte)(1 << dice.Below(8));
    }

    /// <summary>Bytes of another frame over those of this one.</summary>
    internal static void Splice(Dice dice, MutatedFrame frame, CorpusFrame other)
    {
        var from = dice.Below(other.Bytes.Length);
        var to = dice.Below(frame.Bytes.Length);
        if (dice.OneIn(2))
            (from, to) = (from & ~7, to & ~7);
        var room = Math.Min(other.Bytes.Length - from, frame.Bytes.Length - to);
        var length = Math.Min(1 + dice.Below(1 << dice.Below(12)), room);
        other.Bytes.AsSpan(from, length).CopyTo(frame.Bytes.AsSpan(to));
    }

    /// <summary>Takes bytes out of the frame, or repeats some, often with a header that agrees.</summary>
    internal static void Resize(Dice dice, MutatedFrame frame)
    {
        var bytes = frame.Bytes;
        var at = dice.Below(bytes.Length + 1) & ~7;
        var length = Math.Min((1 + dice.Below(1 << dice.Below(10))) * 8, bytes.Length - at);
        frame.Bytes = dice.OneIn(2)
            ? [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)]
            : [.. bytes.AsSpan(0, at + length), .. bytes.AsSpan(at)];
        if (!dice.OneIn(3) && frame.Bytes.Length >= FrameReader.HeaderLength)
        {
            BinaryPrimitives.WriteInt32LittleEndian(
                frame.Bytes.AsSpan(CorpusFrame.LengthOffset), frame.Bytes.Length - FrameReader.HeaderLength);
        }
    }

    /// <summary>A role first, so that the few numbers of a role are not lost among the many of another.</summary>
    private static Place PickPlace(Dice dice, Place[] places)
    {
        var role = dice.Pick<Place>(places).Role;
        if (dice.OneIn(2))
            role = (PlaceRole)dice.Below((int)PlaceRole.Buffer + 1);
        for (var tries = 0; tries < 32; tries++)
        {
            var place = dice.Pick<Place>(places);
            if (place.Role == role)
                return place;
        }

        return dice.Pick<Place>(places);
    }

    private static Place PickLike(Dice dice, MutatedFrame frame, Place like)
    {
        for (var tries = 0; tries < 16; tries++)
        {
            var place = dice.Pick<Place>(frame.Original.Places);
            if (place.Role == like.Role && place.Width >= like.Width)
                return place;
        }

        return like;
    }
}
