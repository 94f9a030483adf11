/* SPDX-License-Identifier: MIT */
/* For direct_face.S, too. */
#ifndef CROSSBIT_DIRECT_FACE_METHODS_H
#define CROSSBIT_DIRECT_FACE_METHODS_H

#define DIRECT_FACE_METHODS 256 /* interfaces with more methods keep widl's proxy */

#endif
